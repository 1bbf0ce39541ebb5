// What opens and closes (menus, definitions), fields that depend on another, and the key that leads to the search box.
// Loaded before the page is read, so that a menu opens as soon as it can be seen.
(() => {
  const sheetOf = (button) => document.getElementById(button.getAttribute("aria-controls"));

  function open(button, yes) {
    const sheet = sheetOf(button);
    if (!sheet) return;
    button.setAttribute("aria-expanded", String(yes));
    if (button.dataset.discloses === "places") sheet.toggleAttribute("data-open", yes);
    else sheet.hidden = !yes;
  }

  function closeAll(except) {
    for (const button of document.querySelectorAll('[data-discloses][aria-expanded="true"]')) {
      if (button !== except) open(button, false);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-discloses]");
    if (button) {
      closeAll(button);
      open(button, button.getAttribute("aria-expanded") !== "true");
    } else if (!event.target.closest('.menu-sheet, [role="note"], .places')) {
      closeAll(null);
    }
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      const button = document.querySelector('[data-discloses][aria-expanded="true"]');
      if (button) {
        open(button, false);
        button.focus();
        return;
      }
      const confirm = event.target.closest("details.confirm[open]");
      if (confirm) {
        confirm.open = false;
        confirm.querySelector("summary").focus();
      }
    } else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.getElementById("search");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
  });

  // A field that depends on another, data-shown-when="period=custom", stands there and is sent only then.
  function fit(form) {
    for (const control of form.querySelectorAll("[data-shown-when]")) {
      const [name, wanted] = control.dataset.shownWhen.split("=");
      const field = control.closest(".field");
      const isShown = form.elements[name].value === wanted || field.querySelector(".error") !== null;
      field.hidden = !isShown;
      control.disabled = !isShown;
    }
  }

  const fitAll = () => [...document.forms].forEach(fit);
  document.addEventListener("DOMContentLoaded", fitAll);
  window.addEventListener("pageshow", fitAll);

  /* A closed list changes with every arrow key: what is walked to by keys is sent by Enter, and put back by leaving. */
  let walked = null;
  document.addEventListener("change", (event) => {
    if (event.target.form) fit(event.target.form);
    if (event.target.matches("[data-submits]") && event.target !== walked) event.target.form.requestSubmit();
  });
  const first = (control) => [...control.options].find((option) => option.defaultSelected) ?? control.options[0];
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.("select[data-submits]")) return;
    if (event.key !== "Enter") {
      walked = event.target;
      return;
    }
    walked = null;
    if (event.target.selectedOptions[0] === first(event.target)) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  document.addEventListener("pointerdown", () => (walked = null));
  document.addEventListener("focusout", (event) => {
    if (event.target === walked) walked.form.reset();
    walked = null;
  });
})();
