// Line numbers beside the text of a Book, and from a problem to its place.
(() => {
  function number(editor) {
    const text = editor.querySelector("textarea");
    const gutter = editor.querySelector("pre");
    const bad = new Set([...editor.querySelectorAll("[data-line]")].map((item) => Number(item.dataset.line)));
    const lines = text.value.split("\n").length;
    gutter.replaceChildren();
    for (let line = 1; line <= lines; line += 1) {
      const mark = document.createElement("span");
      mark.textContent = `${line}\n`;
      if (bad.has(line)) mark.className = "bad";
      gutter.append(mark);
    }
    gutter.scrollTop = text.scrollTop;
  }

  function start(editor) {
    const text = editor.querySelector("textarea");
    const gutter = editor.querySelector("pre");
    if (!text || !gutter || editor.dataset.started) return;
    editor.dataset.started = "";
    const fit = () => {
      gutter.style.height = `${text.offsetHeight}px`;
      gutter.scrollTop = text.scrollTop;
    };
    number(editor);
    new ResizeObserver(fit).observe(text);
    text.addEventListener("input", () => number(editor));
    text.addEventListener("scroll", () => { gutter.scrollTop = text.scrollTop; });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".problems [data-line]");
    if (!button) return;
    const text = button.closest(".editor").querySelector("textarea");
    const lines = text.value.split("\n");
    const line = Math.min(Number(button.dataset.line), lines.length);
    const column = Math.max(Number(button.dataset.column || 1), 1);
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(from + column - 1, from + lines[line - 1].length);
    text.scrollTop = (line - 4) * parseFloat(getComputedStyle(text).lineHeight);
  });

  for (const editor of document.querySelectorAll(".editor")) start(editor);
  document.addEventListener("htmx:afterSettle", (event) => {
    const editor = event.target.closest?.(".editor");
    if (editor) number(editor);
    else for (const one of event.target.querySelectorAll?.(".editor") || []) start(one);
  });
})();
