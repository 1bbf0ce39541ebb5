// Tables and boards by keyboard and mouse: j and k go from row to row, a click anywhere opens the row,
// ticked rows are counted, a card may be dragged to another column.
(() => {
  const typing = (event) => event.target.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (!["j", "k"].includes(event.key) || typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...document.querySelectorAll("table[data-rows] a.row")];
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    const next = event.key === "j" ? Math.min(at + 1, links.length - 1) : Math.max(at - 1, 0);
    links[next].focus();
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("table[data-rows] tbody tr");
    if (!row || event.target.closest("a, button, input, select, label, summary, [role=note]")) return;
    if (String(window.getSelection())) return;
    const link = row.querySelector("a.row");
    if (link) link.click();
  });

  function count(form) {
    const ticked = form.querySelectorAll(".select-row:checked").length;
    const bar = form.querySelector(".bulk");
    const all = form.querySelector(".select-all");
    if (bar) {
      bar.hidden = !ticked;
      bar.querySelector("[data-count]").textContent = ticked === 1 ? "1 row selected" : `${ticked} rows selected`;
    }
    if (all) {
      const rows = form.querySelectorAll(".select-row").length;
      all.checked = ticked > 0 && ticked === rows;
      all.indeterminate = ticked > 0 && ticked < rows;
    }
  }

  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest(".select-row, .select-all");
    if (!box || !box.form) return;
    const boxes = [...box.form.querySelectorAll(".select-row")];
    if (box.matches(".select-all")) {
      for (const other of boxes) other.checked = box.checked;
    } else {
      if (event.shiftKey && last && boxes.includes(last)) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const other of boxes.slice(from, to + 1)) other.checked = box.checked;
      }
      last = box;
    }
    count(box.form);
  });

  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".card[draggable=true]") || null;
    if (dragged) event.dataTransfer.setData("text/plain", dragged.id);
  });
  document.addEventListener("dragover", (event) => {
    const column = event.target.closest?.(".board-column[data-to]");
    for (const other of document.querySelectorAll("[data-over]")) if (other !== column) delete other.dataset.over;
    if (!column || !dragged) return;
    event.preventDefault();
    column.dataset.over = "";
  });
  document.addEventListener("drop", (event) => {
    const column = event.target.closest?.(".board-column[data-to]");
    if (!column || !dragged) return;
    event.preventDefault();
    delete column.dataset.over;
    const leadsThere = (select) => [...select.options].some((option) => option.value === column.dataset.to);
    const choice = [...dragged.querySelectorAll("select[data-submits]")].find(leadsThere); // a card may ask other things
    if (choice && choice.value !== column.dataset.to) {
      choice.value = column.dataset.to;
      choice.form.requestSubmit();
    }
    dragged = null;
  });
})();
