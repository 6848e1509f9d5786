import AWSServices
import FoundationEssentials
import Glibc
import Synchronization

/// The file of CA certificates that libpq is given: it reads one file, not a folder as the transport does.
final class DatabaseRoots: Sendable {
    private let place: HandlerSettings.RootsPlace
    private let store: S3
    /// Where the zip's `certs/` is, and where a file may be written.
    private let folders: [String]
    private let temporaryFolder: String
    private let made = Mutex<String?>(nil)

    /// - Parameters:
    ///   - folders: of which the first that has a `certs/` in it counts.
    init(_ place: HandlerSettings.RootsPlace, store: S3, folders: [String], temporaryFolder: String) {
        self.place = place
        self.store = store
        self.folders = folders
        self.temporaryFolder = temporaryFolder
    }

    /// The file's path; made at the first call.
    ///
    /// - Throws: ``CheckBlocked``.
    func file(deadline: ContinuousClock.Instant) async throws -> String {
        if let path = made.withLock({ $0 }) { return path }
        let path: String
        switch place {
        case .file(let given):
            guard access(given, R_OK) == 0 else {
                throw CheckBlocked("DATABASE_ROOTS is \(given), which cannot be read", isTransient: false)
            }
            path = given
        case .object(let location):
            do {
                let object = try await store.getObject(bucket: location.bucket, key: location.key, deadline: deadline)
                path = try write(Data(object.bytes))
            } catch {
                throw CheckBlocked("reading DATABASE_ROOTS from \(location)", error)
            }
        case .shipped: path = try write(shipped())
        }
        made.withLock { $0 = path }
        return path
    }

    private func write(_ certificates: Data) throws -> String {
        let path = "\(temporaryFolder)/database-roots-\(getpid()).pem"
        do {
            try certificates.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CheckBlocked("writing the database's CA certificates to \(path)", error)
        }
        return path
    }

    private func shipped() throws -> Data {
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/certs")) ?? []
            guard !names.isEmpty else { continue }
            var all = Data()
            for name in names.sorted() {
                guard let one = try? Data(contentsOf: URL(filePath: "\(folder)/certs/\(name)")) else { continue }
                all.append(one)
                all.append(0x0A)
            }
            return all
        }
        throw CheckBlocked("no CA certificates for the databases: set DATABASE_ROOTS", isTransient: false)
    }
}
