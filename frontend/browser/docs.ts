interface SwaggerWindow extends Window {
  SwaggerUIBundle?: (options: Record<string, unknown>) => unknown;
}

/** Builds the page of the API from its description with swagger-ui, which is loaded from this server. */
function showApi(): void {
  const target = document.getElementById('swagger');
  const { bundle, source, failed } = target?.dataset ?? {};
  if (!target || !bundle) return;
  const script = document.createElement('script');
  script.src = bundle;
  script.addEventListener('load', () => {
    (window as SwaggerWindow).SwaggerUIBundle?.({
      domNode: target,
      url: source,
      deepLinking: true,
      defaultModelsExpandDepth: 0,
      validatorUrl: null,
    });
  });
  script.addEventListener('error', () => (target.textContent = failed ?? ''));
  document.head.append(script);
}

showApi();
