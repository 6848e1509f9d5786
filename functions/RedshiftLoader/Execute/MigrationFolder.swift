import AWSS3
import LambdaRuntime
import LocalFile
import RedshiftSQL

/// Reads the migrations in a folder. A `.sql` file without a migration's name is refused, because somebody meant it to
/// run.
struct MigrationFolder: Sendable {
    let place: MigrationLocation
    /// The folder into which Lambda unpacks the function's zip file.
    let root: String
    /// The S3 client; `nil` for a dry run, which reads only the folder of the zip file.
    let s3: S3?

    /// The maximum number of migrations in one folder.
    static let most = 5000
    private static let longest = 4 << 20

    private struct File: Sendable {
        let name: String
        let text: String
    }

    /// Reads all migrations in the folder.
    ///
    /// - Throws: ``SQLProblem`` for a file that cannot be run; `AWSError`, `LocalFileError`.
    func scripts(deadline: ContinuousClock.Instant?) async throws -> [MigrationScript] {
        switch place {
        case .folder(let folder): return try Self.scripts(try files(in: "\(root)/\(folder)"))
        case .s3(let place):
            guard let s3 else { throw SQLProblem("the migrations are in \(place): a dry run reads no S3") }
            let names = try await names(in: place, s3, deadline)
            let files = try await concurrentMap(names, limit: 8) { name in
                try await file(name, in: place, s3, deadline)
            }
            return try Self.scripts(files)
        }
    }

    private static func scripts(_ files: [File]) throws -> [MigrationScript] {
        try files.map { file in
            guard let name = MigrationName(file.name) else {
                throw SQLProblem("\(file.name) is no migration; a name is \(MigrationName.rule)")
            }
            return try MigrationScript(name, text: file.text)
        }
    }

    private func files(in path: String) throws -> [File] {
        try LocalFile.names(in: path).filter { $0.hasSuffix(".sql") }.sorted().map { name in
            let bytes = try LocalFile.bytes(at: "\(path)/\(name)", limit: Self.longest)
            return File(name: name, text: String(decoding: bytes, as: UTF8.self))
        }
    }

    private func names(
        in place: S3Location,
        _ s3: S3,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> [String] {
        var names: [String] = []
        var next: String?
        repeat {
            let page = try await s3.listObjects(
                bucket: place.bucket,
                prefix: place.key,
                continuation: next,
                deadline: deadline
            )
            for object in page.objects where object.key.hasSuffix(".sql") {
                let name = String(object.key.dropFirst(place.key.count))
                if !name.contains("/") { names.append(name) }
            }
            next = page.continuation
            guard names.count <= Self.most else {
                throw SQLProblem("\(place) has more than \(Self.most) migrations")
            }
        } while next != nil
        return names.sorted()
    }

    private func file(
        _ name: String,
        in place: S3Location,
        _ s3: S3,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> File {
        let object = try await s3.getObject(bucket: place.bucket, key: place.key + name, deadline: deadline)
        return File(name: name, text: String(decoding: object.bytes, as: UTF8.self))
    }
}
