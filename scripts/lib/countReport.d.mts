export function countReport(
  file: string,
  code: number,
): { passed: number; failed: number; remark: string; failures?: string[]; repeated?: string[] };
