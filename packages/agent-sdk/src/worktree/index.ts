export { type FileList, FileRefused, WorktreeFiles } from './worktree-files.ts';
