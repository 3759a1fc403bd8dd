// From the address of the folder to its start page. Some hosts give this page at every address that they do
// not know, in any folder, and so in place of a start page that is not there: that is looked for further up.
{
  const START = "00-start-here.html";
  const isAgain = location.pathname.endsWith(`/${START}`);
  if (location.pathname !== `/${START}`) location.replace(isAgain ? `../${START}` : START);
}
