// Filters, links and saving of the ledger; DataTables sorts and searches. The address keeps the state.
"use strict";

(() => {
  const NAMES = ["document", "indicator", "area", "kind", "year"];
  const element = document.getElementById("ledger");
  const form = document.getElementById("ledger-filters");
  const chosenBox = document.getElementById("ledger-chosen");
  const chosenOn = document.getElementById("filter-figures");
  const saved = JSON.parse(document.getElementById("ledger-data").textContent);
  let chosen = [];

  const table = new DataTable(element, {
    paging: false,
    autoWidth: false,
    order: [],
    layout: { topStart: "info", topEnd: null, bottomStart: null, bottomEnd: null },
    language: {
      info: element.dataset.info,
      infoEmpty: element.dataset.info,
      infoFiltered: "",
      zeroRecords: element.dataset.none,
    },
  });
  form.hidden = false;

  table.search.fixed("filters", (_text, _cells, index) => {
    const row = table.row(index).node();
    if (chosen.length && chosenOn.checked && !chosen.includes(row.id)) return false;
    return NAMES.every((name) => {
      const wanted = form.elements[name].value;
      return !wanted || row.dataset[name] === wanted;
    });
  });

  function read() {
    const state = new URLSearchParams(location.search);
    form.elements.q.value = state.get("q") || "";
    for (const name of NAMES) {
      const select = form.elements[name];
      select.value = state.get(name) || "";
      if (select.selectedIndex < 0) select.selectedIndex = 0;
    }
    chosen = (state.get("figures") || "").split(".").filter(Boolean);
    chosenBox.hidden = !chosen.length;
    const [column, direction] = (state.get("sort") || "").split(".");
    if (direction) table.order([[Number(column), direction]]);
  }

  function address() {
    const state = new URLSearchParams();
    if (form.elements.q.value) state.set("q", form.elements.q.value);
    for (const name of NAMES) if (form.elements[name].value) state.set(name, form.elements[name].value);
    if (chosen.length && chosenOn.checked) state.set("figures", chosen.join("."));
    const [order] = table.order();
    if (order) state.set("sort", `${order[0]}.${order[1]}`);
    const query = state.toString();
    return location.pathname + (query ? `?${query}` : "") + location.hash;
  }

  function apply() {
    table.search(form.elements.q.value).draw();
  }

  read();
  apply();
  // A row that the address points to moves when the rows are drawn.
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  table.on("draw", () => history.replaceState(null, "", address()));
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => {
    chosen = [];
    chosenBox.hidden = true;
    table.order([]);
    apply();
  }));

  document.getElementById("ledger-save").addEventListener("click", () => {
    const shown = new Set(table.rows({ search: "applied" }).nodes().toArray().map((row) => row.id));
    const rows = saved.rows.filter((row) => shown.has(row[0]));
    const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = [saved.columns, ...rows].map((row) => row.map(cell).join(","));
    // The mark at the beginning lets Excel read Chinese.
    const file = new Blob(["\ufeff", lines.join("\n"), "\n"], { type: "text/csv;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = "quoted_figures_selection.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  const copy = document.getElementById("ledger-link");
  copy.addEventListener("click", async () => {
    const link = new URL(address(), location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      const before = copy.textContent;
      copy.textContent = copy.dataset.done;
      setTimeout(() => { copy.textContent = before; }, 2000);
    } catch {
      prompt(copy.textContent, link);
    }
  });
})();
