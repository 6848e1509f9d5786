import LocalFile

extension Environment {
    /// The folder the zip was unpacked to: `LAMBDA_TASK_ROOT`, else where the executable lies. Its other files are there too:
    /// `plans/`, `certs/`, `zoneinfo/`.
    public var taskRoot: String { self["LAMBDA_TASK_ROOT"] ?? LocalFile.folderOfExecutable ?? "." }
}
