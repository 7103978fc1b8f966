"""A server that speaks the protocol of OpenAI: llama-server, vLLM, Ollama."""
