// The list under the search box: arrows walk it, Escape and a click elsewhere close it; Enter shows the whole page.
(() => {
  const box = () => document.getElementById("search");
  const sheet = () => document.getElementById("found");
  let isShut = false; // by Escape, until something is typed: an answer that is late does not open the list again

  function close() {
    if (sheet()) sheet().replaceChildren();
  }

  document.addEventListener("keydown", (event) => {
    const list = sheet();
    const inside = event.target === box() || (list && list.contains(event.target));
    if (!list || !inside) return;
    if (event.key === "Escape") {
      if (list.childElementCount) event.preventDefault(); // else the key would empty the box too
      isShut = true;
      close();
      box().focus();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const hits = [...list.querySelectorAll("a")];
    if (!hits.length) return;
    event.preventDefault();
    const at = hits.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (at < 0) box().focus();
    else hits[Math.min(at, hits.length - 1)].focus();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) close();
  });
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest(".search")) close();
  });
  document.addEventListener("input", (event) => {
    if (event.target === box()) isShut = false;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const isLate = isShut || document.activeElement !== box();
    if (event.detail.target === sheet() && isLate) event.detail.shouldSwap = false;
  });
})();
