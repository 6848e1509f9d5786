import LambdaEvents

extension S3ObjectEvent {
    /// Converts a task of S3 Batch Operations to a creation event of the task's object.
    ///
    /// - Returns: `nil` for a task whose key cannot be read.
    init?(_ task: S3BatchEvent.Task) {
        guard let key = task.key else { return nil }
        self.init(
            kind: .created,
            name: "BatchOperations",
            bucket: task.bucket,
            key: key,
            versionID: task.versionID
        )
    }
}
