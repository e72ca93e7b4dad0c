"""From the text of an answer to a tree: one tokenizer, one grammar.

tokens      LaTeX, plain text and Unicode mathematics become one alphabet
cursor      the place in the tokens, and how tightly operators bind
parse       whole answers: the entry
expression  sums, products and powers
atoms       numerals, symbols, brackets and signs
commands    what LaTeX commands name
words       the words in answers
"""
