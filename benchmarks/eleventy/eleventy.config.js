// The same pages as Hugo's, by functions: the fastest kind of template that Eleventy has.
export default function (config) {
  config.setServerOptions({ domDiff: false });
  return { dir: { input: "src", output: "out" }, htmlTemplateEngine: false };
}
