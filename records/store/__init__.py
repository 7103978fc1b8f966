"""Where records are kept: a SQL database for what was read, a folder for the files themselves."""
