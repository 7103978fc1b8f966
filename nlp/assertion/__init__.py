"""What a report says about what it names: there, denied, doubtful, past, of a relative, planned.

Cues (`lexicons/assertion_cues.toml` and those of EDS-NLP) are matched once a document; a rule reads them for one
mention (`rules`), and where trained weights are installed a linear model weighs the same evidence (`model`).
"""
