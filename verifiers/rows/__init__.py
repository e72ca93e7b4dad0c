"""How a row of a file is read.

lines        lines of a file or of standard input, plain or compressed, whatever they hold
fields       which field of a row is the completion, the reference, the prompt, …
completions  the completions in that field
tests        the tests of a row, which make it code
chats        a scored row as a chat
scored       scored rows, read back from the file that `score` has written
"""
