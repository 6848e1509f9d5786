import AWSS3
import PlanFile
import RedshiftSQL

/// Reads the tables of the strategies `copy_job` and `stream`.
struct PlanContinuousIngestionReader {
    let sources: [PlannedSource]
    let role: WarehouseIAMRole

    func read(_ drafts: [PlanTableBlock]) -> ContinuousIngestionTables {
        var found = ContinuousIngestionTables()
        for draft in drafts {
            switch draft.strategy {
            case .copyJob?: if let job = copyJob(draft) { found.copyJobs.append(job) }
            case .stream?: if let stream = stream(draft) { found.streams.append(stream) }
            default: break
            }
        }
        return found
    }

    private func copyJob(_ draft: PlanTableBlock) -> CopyJobTarget? {
        guard let table = SQLNameReader.table(draft.name),
            let source = sources.first(where: { $0.name == draft.source })
        else { return nil }
        guard source.from.count == 1, source.suffix.isEmpty, let place = source.from.first else {
            draft.fields.refuse(
                "source",
                "is \"\(source.name)\"; a COPY JOB reads all files of one place: one from, and no suffix"
            )
            return nil
        }
        // The loader does not read the headers of a job's files, and COPY matches columns by position.
        if source.hasHeader {
            draft.fields.refuse(
                "source",
                "is \"\(source.name)\" with header: true; a COPY JOB matches columns by position: give its files a source with ignore_header: 1 and the columns in the files' order"
            )
            return nil
        }
        do throws(SQLProblem) {
            return try CopyJobTarget(
                table: table,
                source: source.rows,
                place: place,
                role: role,
                isAutomatic: draft.isAutomatic ?? true
            )
        } catch {
            draft.fields.refuse("strategy", "is copy_job: \(error.description)")
            return nil
        }
    }

    private func stream(_ draft: PlanTableBlock) -> StreamTarget? {
        guard let table = SQLNameReader.table(draft.name), let stream = draft.stream, !draft.columns.isEmpty else {
            return nil
        }
        return StreamTarget(
            table: table,
            columns: draft.columns,
            origin: stream.origin,
            topic: stream.topic,
            role: role
        )
    }
}
