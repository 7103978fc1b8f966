"""The engines behind `nlp.llm.model.LanguageModel`: a GGUF file in a child process, or a server of the hospital."""
