import AWSS3
import LambdaRuntime
import LocalFile
import RedshiftSQL

/// Reads the migrations of a folder. A file that is no migration is a mistake: it was meant to run.
struct MigrationFolder: Sendable {
    let place: MigrationPlace
    /// The folder that the zip is unpacked to.
    let root: String
    /// `nil` for a dry run, which reads the zip's folder only.
    let s3: S3?

    /// Migrations of one folder.
    static let most = 5000
    private static let longest = 4 << 20

    /// - Throws: ``SQLProblem`` for a file that cannot be run; `AWSError`, `LocalFileError`.
    func scripts(deadline: ContinuousClock.Instant?) async throws -> [MigrationScript] {
        var scripts: [MigrationScript] = []
        for (name, text) in try await texts(deadline) {
            guard let parsed = MigrationName(name) else {
                throw SQLProblem("\(name) is no migration; a name is \(MigrationName.rule)")
            }
            scripts.append(try MigrationScript(parsed, text: text))
        }
        return scripts
    }

    private func texts(_ deadline: ContinuousClock.Instant?) async throws -> [(name: String, text: String)] {
        switch place {
        case .folder(let folder):
            let path = "\(root)/\(folder)"
            return try LocalFile.names(in: path).filter { $0.hasSuffix(".sql") }.sorted().map { name in
                let bytes = try LocalFile.bytes(at: "\(path)/\(name)", limit: Self.longest)
                return (name, String(decoding: bytes, as: UTF8.self))
            }
        case .s3(let place):
            guard let s3 else { throw SQLProblem("the migrations are in \(place): a dry run reads no S3") }
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
            return try await concurrentMap(names.sorted(), limit: 8) { name in
                let object = try await s3.getObject(
                    bucket: place.bucket,
                    key: place.key + name,
                    deadline: deadline
                )
                return (name, String(decoding: object.bytes, as: UTF8.self))
            }
        }
    }
}
