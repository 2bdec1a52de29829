// Not a module: it runs before the first paint, so that no light page flashes up in the dark.
(() => {
  const theme = localStorage.getItem("rose.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
