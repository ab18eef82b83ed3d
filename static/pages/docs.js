/** The API's documentation: Swagger UI over the OpenAPI document. */

/**
 * What the script of Swagger UI leaves behind.
 * @typedef {(options: Record<string, unknown>) => unknown} SwaggerUI
 */

const place = document.querySelector("[data-document]");
/** @type {SwaggerUI} */
const swaggerUI = Reflect.get(window, "SwaggerUIBundle");
swaggerUI({
  domNode: place,
  url: place?.getAttribute("data-document"),
  deepLinking: true, // the address names the operation that is open
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null, // which is on another host
});
