/** Sending files with progress: `fetch` does not tell how much has been sent, XMLHttpRequest does. */
import { ApiError, errorFrom, OfflineError } from "./errors";

/** Posts a form; `onProgress` gets the share sent, 0..1. Resolves with the JSON answer. */
export function upload<T>(url: string, form: FormData, onProgress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new OfflineError());
    request.onabort = () => reject(new ApiError(0, "cancelled", "Cancelled."));
    request.onload = () =>
      request.status < 300 ? resolve(request.response as T) : reject(errorFrom(request.status, request.response));
    request.send(form);
  });
}
