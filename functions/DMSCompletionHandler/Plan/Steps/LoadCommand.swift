import AWSS3
import JSON

/// The command to a load function such as RedshiftLoader: `{"load": {"id", "plan", "folders"}}`.
struct LoadCommand: Encodable, Sendable, Equatable {
    /// The folder of one table's files.
    struct Folder: Encodable, Sendable, Equatable {
        let uri: String
        /// The number of rows in all files of the folder; `nil` when the number is not known.
        let rows: Int64?
    }

    /// The name of the load request: the same for every attempt.
    let id: String
    /// The name of the load function's plan; `nil` for the function's default plan.
    let plan: String?
    let folders: [Folder]

    /// The maximum size, in bytes, of the list ``folders`` in a command's JSON. Lambda accepted 256 kB for an
    /// asynchronous event for years, and accepts 1 MB now.
    static let largest = 200_000

    enum CodingKeys: String, CodingKey {
        case load
    }

    enum LoadKeys: String, CodingKey {
        case id, plan, folders
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        var load = container.nestedContainer(keyedBy: LoadKeys.self, forKey: .load)
        try load.encode(id, forKey: .id)
        try load.encodeIfPresent(plan, forKey: .plan)
        try load.encode(folders, forKey: .folders)
    }
}

extension LoadCommand {
    /// Makes the commands to load the released tables of a manifest. There are several commands when one event is too
    /// small for all folders.
    ///
    /// Only the tables that passed are loaded. A table without files is loaded with 0 rows, because it became empty.
    /// The number of rows is given only for a full load, because files of changes have a row for each change.
    ///
    /// - Parameters:
    ///   - name: the name of the run's end and of the manifest's revision.
    ///   - bucket: the bucket of the tables' files.
    ///   - prefix: DMS's bucket folder, without slashes at its ends; may be empty.
    /// - Throws: ``StepError`` for a table name that cannot be read.
    static func all(
        _ manifest: Manifest,
        name: String,
        plan: String?,
        bucket: String,
        prefix: String
    ) throws -> [LoadCommand] {
        let isFullLoad = manifest.task.type == TaskState.MigrationType.fullLoad.rawValue
        var parts: [[Folder]] = []
        var bytes = 0
        for table in manifest.tables where table.verdict == "passed" {
            guard let target = TableName(text: table.target) else {
                throw StepError(description: "the manifest names no table by \(table.target)")
            }
            let location = S3Location(bucket: bucket, key: target.folder(under: prefix))
            let folder = Folder(
                uri: location.description,
                rows: isFullLoad ? table.rows.files ?? table.rows.dms : nil
            )
            let size = try JSONWriter.bytes(of: folder).count + 1
            if parts.isEmpty || bytes + size > largest {
                parts.append([])
                bytes = 0
            }
            parts[parts.count - 1].append(folder)
            bytes += size
        }
        guard parts.count > 1 else {
            return parts.map { LoadCommand(id: name, plan: plan, folders: $0) }
        }
        return parts.enumerated().map { LoadCommand(id: "\(name).\($0.offset + 1)", plan: plan, folders: $0.element) }
    }
}
