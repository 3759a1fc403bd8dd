// The calendar file: asked of the kernel in this browser's time zone, and kept out of every address.
function useTool({ form, model }) {
  form.addEventListener("click", (event) => {
    if (!event.target.closest(".rc-download")) return;
    model.send({ type: "calendar", zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "" });
  });
  return {
    heard(message) {
      if (message.type !== "file") return;
      const address = URL.createObjectURL(new Blob([message.text], { type: message.media }));
      const link = document.createElement("a");
      link.href = address;
      link.download = message.name;
      form.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    },
  };
}
