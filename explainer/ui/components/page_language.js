// Says which language the page is in, for those who have it read aloud or translated.

export default ({ data }) => {
  document.documentElement.lang = data.language;
};
