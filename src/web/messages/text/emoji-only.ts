/** Whether a message is nothing but one to three emoji, which are shown large. */
export function isEmojiOnly(body: string): boolean {
  return /^(?:\p{RGI_Emoji}\s*){1,3}$/v.test(body.trim());
}
