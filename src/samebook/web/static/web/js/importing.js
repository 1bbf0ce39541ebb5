// While columns are given their fields, the line below says which of them go nowhere.
(() => {
  document.addEventListener("change", (event) => {
    const line = document.getElementById("unused");
    if (!line || !event.target.matches('.mapping select[name^="to-"]')) return;
    const rows = [...document.querySelectorAll(".mapping tbody tr")];
    const unused = rows.filter((row) => !row.querySelector('select[name^="to-"]').value).map((row) => row.querySelector("th").textContent);
    if (!unused.length) {
      line.textContent = `All ${rows.length} columns are used.`;
      return;
    }
    const count = document.createElement("strong");
    count.textContent = `${unused.length} of ${rows.length} columns ${unused.length === 1 ? "is" : "are"} not used:`;
    line.replaceChildren(count, ` ${unused.join(", ")}`);
  });
})();
