import LocalFile

/// Reads a plan from a file.
enum PlanFileReader {
    /// Reads the bytes of a file.
    ///
    /// - Returns: `nil` when there is no such file.
    /// - Throws: ``PlanError`` for a file that cannot be read.
    static func read(_ path: String) throws(PlanError) -> [UInt8]? {
        do throws(LocalFileError) {
            // The document refuses what is over its own limit, which is lower.
            return try LocalFile.bytes(at: path, limit: 1 << 23)
        } catch {
            if error.isNotFound { return nil }
            let problem = PlanProblem(
                file: path,
                position: .start,
                path: "",
                message: "cannot be read: \(error.reason)"
            )
            throw PlanError(origin: path, problems: [problem])
        }
    }
}
