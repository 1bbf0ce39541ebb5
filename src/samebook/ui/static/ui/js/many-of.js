// Some of many (see ui/widgets.py): what is typed narrows the list, what is ticked comes to its top. Without this file
// the whole list stands there to be ticked.
(() => {
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();

  function narrow(group) {
    const asked = plain(group.querySelector(".many-of-search").value);
    let found = 0;
    for (const item of group.querySelectorAll("li")) {
      const box = item.querySelector("input");
      const name = plain(item.textContent);
      const fits = !asked || name.includes(asked) || plain(box.value) === asked;
      item.hidden = !fits && !box.checked;
      found += fits ? 1 : 0;
    }
    group.querySelector(".many-of-none").hidden = found > 0;
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches(".many-of-search")) return;
    event.stopImmediatePropagation(); // what is searched for is no part of the form
    narrow(event.target.closest(".many-of"));
  }, true);

  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.(".many-of-search") || event.key !== "Enter") return;
    event.preventDefault(); // Enter ticks the first that is found instead of sending the form
    const group = event.target.closest(".many-of");
    const first = [...group.querySelectorAll("li:not([hidden]) input:not(:checked)")][0];
    if (first && event.target.value.trim()) first.click();
  });

  document.addEventListener("change", (event) => {
    const item = event.target.closest?.(".many-of li");
    if (!item) return;
    const had = document.activeElement;
    const group = item.closest(".many-of");
    const list = item.parentElement;
    item.classList.toggle("is-chosen", event.target.checked);
    if (event.target.checked) {
      const last = [...list.querySelectorAll("li.is-chosen")].filter((each) => each !== item).pop();
      list.insertBefore(item, last ? last.nextSibling : list.firstChild);
      const search = group.querySelector(".many-of-search");
      if (search.value) {
        search.value = "";
        narrow(group);
        if (had === event.target) search.focus();
        return;
      }
    }
    if (had && had !== document.activeElement) had.focus({ preventScroll: true });
  });
})();
