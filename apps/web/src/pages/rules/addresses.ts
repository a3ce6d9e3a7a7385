// Addresses within the Rules page: the server knows the page alone.

export const guidelineAddress = (id: string) => `/rules?${new URLSearchParams({ guideline: id })}`;

export const fileAddress = (path: string) => `/rules?${new URLSearchParams({ file: path })}`;
