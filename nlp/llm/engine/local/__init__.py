"""A GGUF file, loaded by llama.cpp in one child process."""
