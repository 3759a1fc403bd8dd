/** Pass on what comes; `came` is told of each part of it, by its size. */
export const toldOf = (body, came) =>
  body.pipeThrough(
    new TransformStream({
      transform(part, way) {
        came(part.length);
        way.enqueue(part);
      },
    }),
  );
