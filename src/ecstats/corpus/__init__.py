"""The numeral mentions of a whole folder of documents in one Parquet file.

`collection.collect` reads every document below a folder and writes one row per mention. Finished
batches of documents are kept beside the output (`parts`), so that a run that was killed goes on
where it was. The reading is done on this machine's processors or on a Dask cluster (`work`).
"""
