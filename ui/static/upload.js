// Sends files, a few at a time, telling how far each is.

import { language, text } from "./messages.js";

const SIDE_BY_SIDE = 2;
const waiting = [];
let sending = 0;

/** Resolves to the API's answer; rejects with an Error whose message is for the person. */
export function send(file, onProgress) {
  return new Promise((resolve, reject) => {
    waiting.push({ file, onProgress, resolve, reject });
    next();
  });
}

function next() {
  if (sending >= SIDE_BY_SIDE || !waiting.length) return;
  sending += 1;
  const { file, onProgress, resolve, reject } = waiting.shift();
  const request = new XMLHttpRequest();
  request.open("POST", "/api/v1/documents");
  request.setRequestHeader("accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) onProgress(event.loaded / event.total);
  });
  request.addEventListener("load", () => {
    if (request.status === 200 || request.status === 202) resolve(request.response);
    else reject(new Error(reason(request)));
  });
  request.addEventListener("error", () => reject(new Error(text("deliveries.unreachable"))));
  request.addEventListener("loadend", () => {
    sending -= 1;
    next();
  });
  const form = new FormData();
  form.append("file", file);
  request.send(form);
}

function reason(request) {
  const told = request.response?.error?.[language];
  return told ?? text("deliveries.refused", { status: request.status });
}
