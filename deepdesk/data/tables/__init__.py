"""Tables: CSV, Excel and Parquet, read in the data child only."""
