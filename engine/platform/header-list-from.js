// deferred: headerListFrom
// needs: header-list
// mentioned by: headers json parse
(platform) => {
  'use strict';
  const { listFrom } = platform.internals.headerLists;

  // The header list that the `headers` member of a dictionary of the kind `dictionary` stands for.
  return (init, dictionary) =>
    listFrom(init, () => {
      throw new TypeError(
        `Incorrect type for the 'headers' field on '${dictionary}': the provided value is not of type 'Headers or Sequence or object'.`,
      );
    });
}
