"""Rejection sampling: from a scored file to data for supervised fine-tuning.

rules    which samples are fit to be learned from, and which of those are taken
select   one file into the other
summary  how many rows were selected, and how many were dropped for which reason
"""
