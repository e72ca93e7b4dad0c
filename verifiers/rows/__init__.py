"""How a row of a file is read.

sources      what a person names: a file, a folder, a pattern, several of them
natural      the order in which a person counts
hub          data sets of the Hugging Face hub, as files
parquet      rows as parquet, written and read back as they were
lines        lines of a file or of standard input, plain or compressed, whatever they hold
containers   rows that are held otherwise than a line each, as lines
tables       CSV and TSV
written      lists and chats that a table holds as text
layouts      what the rows of named tools look like
fields       which field of a row is the completion, the reference, the prompt, …
completions  the completions in that field
tests        the tests of a row, which make it code
problem      which problem a row is a sample of
chats        a scored row as a chat
scored       scored rows, read back from the file that `score` has written
"""
