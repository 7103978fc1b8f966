# The service in one image; everything stays in the volume /data. Build: docker build -t anamnese .
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements.lock requirements-llm.lock ./
RUN python -m venv /opt/anamnese \
    && /opt/anamnese/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
# Not for the machine that builds but for any x86-64 since 2013.
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ \
    && CMAKE_ARGS="-DLLAVA_BUILD=OFF -DGGML_NATIVE=OFF" \
        /opt/anamnese/bin/pip install --no-cache-dir --require-hashes --requirement requirements-llm.lock
COPY . .
RUN /opt/anamnese/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        tesseract-ocr tesseract-ocr-fra tesseract-ocr-eng tesseract-ocr-osd libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 anamnese \
    && install --directory --owner anamnese --mode 0700 /data
COPY --from=build /opt/anamnese /opt/anamnese
USER anamnese
ENV PATH=/opt/anamnese/bin:$PATH \
    ANAMNESE_HOME=/data \
    OMP_NUM_THREADS=1 \
    PYTHONUNBUFFERED=1
RUN anamnese warm
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; assert u.urlopen('http://localhost:8000/health', timeout=4).read() == b'OK'"]
CMD ["anamnese", "serve", "--host", "0.0.0.0"]
