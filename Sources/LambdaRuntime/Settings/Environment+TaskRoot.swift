import LocalFile

extension Environment {
    /// The folder with the unpacked zip of the function: `LAMBDA_TASK_ROOT`, or else the folder of the executable. It
    /// also contains `plans/`, `certs/` and `zoneinfo/`.
    public var taskRoot: String { self["LAMBDA_TASK_ROOT"] ?? LocalFile.folderOfExecutable ?? "." }
}
