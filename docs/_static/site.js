// Reading aids. Without this script every link, table and download still works.
"use strict";

// The switch of languages keeps the place: the part of the page, and the filters of the ledger.
for (const link of document.querySelectorAll(".language-switch")) {
  link.addEventListener("click", () => {
    const page = link.getAttribute("href").split(/[?#]/)[0];
    link.setAttribute("href", page + location.search + location.hash);
  });
}

// A citation is copied with one click.
for (const text of document.querySelectorAll(".citation")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = text.dataset.copy;
  const words = text.textContent;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words);
      button.textContent = text.dataset.done;
      setTimeout(() => { button.textContent = text.dataset.copy; }, 2000);
    } catch {
      getSelection().selectAllChildren(text);
    }
  });
  text.after(button);
}

// A row that an address points to is shown, also inside closed details.
function showTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.closest("details:not([open])");
  if (details) {
    details.open = true;
    target.scrollIntoView({ block: "center" });
  }
}
window.addEventListener("hashchange", showTarget);
showTarget();

// Value, interval and quote of a point, on hover and on focus; Escape closes.
const tooltip = document.createElement("div");
tooltip.className = "tooltip";
tooltip.hidden = true;
tooltip.setAttribute("aria-hidden", "true"); // the link itself is named by the same words
document.body.append(tooltip);
let closing = 0;

function line(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function show(point) {
  clearTimeout(closing);
  const { label, value, interval, quotes } = point.dataset;
  tooltip.replaceChildren(line("b", label), line("span", value));
  if (interval) tooltip.append(line("span", `[${interval}]`));
  if (quotes) {
    const quote = line("q", quotes);
    quote.lang = "zh";
    tooltip.append(quote);
  }
  tooltip.hidden = false;
  const place = point.getBoundingClientRect();
  const left = Math.max(8, Math.min(place.left, innerWidth - tooltip.offsetWidth - 8));
  const above = place.top - tooltip.offsetHeight - 8;
  tooltip.style.left = `${left + scrollX}px`;
  tooltip.style.top = `${(above > 0 ? above : place.bottom + 8) + scrollY}px`;
}

function hide() {
  clearTimeout(closing);
  tooltip.hidden = true;
}

for (const point of document.querySelectorAll(".point")) {
  point.addEventListener("mouseenter", () => show(point));
  point.addEventListener("focus", () => show(point));
  // The tooltip stays while the pointer is on it.
  point.addEventListener("mouseleave", () => { closing = setTimeout(hide, 200); });
  point.addEventListener("blur", hide);
}
tooltip.addEventListener("mouseenter", () => clearTimeout(closing));
tooltip.addEventListener("mouseleave", hide);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
