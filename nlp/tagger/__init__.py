"""The trained tagger: which words of a report name a condition or a procedure.

`tokens` cuts the text, `pipeline` is the network, `model` the shipped artefact at work, `train` its making.
"""
