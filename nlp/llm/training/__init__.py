"""How `models/indexer-fr.gguf` is made: tokenizer, network, training, conversion. Not needed to run the service."""
