// The size of the page images: as wide as the pane, as many pixels as the scan, or in steps.

import { percent } from "./messages.js";

const STEP = 1.25;
const SMALLEST = 0.1;
const LARGEST = 4;

export function startZoom(desk) {
  const tools = desk.querySelector(".zoom");
  if (!tools) return;
  const pages = desk.querySelector(".pages");
  const sheets = [...pages.querySelectorAll(".sheet[data-width]")];
  const level = desk.querySelector("#zoom-level");
  tools.hidden = false;

  const current = () => sheets[0].clientWidth / sheets[0].dataset.width;
  const tell = () => (level.textContent = percent(current() + 0.005));

  /** `scale` in screen pixels a scan pixel; null fits the width. */
  function resize(scale) {
    const across = (pages.scrollLeft + pages.clientWidth / 2) / pages.scrollWidth;
    const down = (pages.scrollTop + pages.clientHeight / 2) / pages.scrollHeight;
    for (const sheet of sheets) sheet.style.width = scale === null ? "" : `${sheet.dataset.width * scale}px`;
    pages.scrollTo({
      left: across * pages.scrollWidth - pages.clientWidth / 2,
      top: down * pages.scrollHeight - pages.clientHeight / 2,
      behavior: "instant",
    });
    tools.querySelector("[data-zoom=fit]").setAttribute("aria-pressed", scale === null);
    tools.querySelector("[data-zoom=actual]").setAttribute("aria-pressed", scale === 1);
    tell();
  }

  tools.addEventListener("click", (event) => {
    switch (event.target.closest("button")?.dataset.zoom) {
      case "in":
        return resize(Math.min(current() * STEP, LARGEST));
      case "out":
        return resize(Math.max(current() / STEP, SMALLEST));
      case "fit":
        return resize(null);
      case "actual":
        return resize(1);
    }
  });
  new ResizeObserver(tell).observe(sheets[0]);
}
