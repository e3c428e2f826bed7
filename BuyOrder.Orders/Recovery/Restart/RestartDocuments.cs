using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Parameters;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Recovery.Restart;

/// <summary>
/// The way on after a version of the parameters or of exchange rates was edited: what it was before is nowhere else, so an operator either
/// puts it back, or accepts it as it is, having seen what that is.
/// </summary>
/// <remarks>
/// A version of the parameters in force goes on as a new version, which the audit and the record name. It is never accepted with a higher
/// rate than orders have frozen of it.
/// </remarks>
internal sealed class RestartDocuments(ITableStore tables, TimeProvider time)
{
    private readonly ITable parameters = tables.Table(ParameterStore.TableName);
    private readonly ITable rates = tables.Table(RatesRow.Table);
    private readonly ITable rejected = tables.Table(RejectedKeys.Table);

    /// <summary>What a fault is as it is shown to an operator who may accept it: with what would be accepted.</summary>
    /// <returns>Null when it is no fault of a version; its fault says why a version cannot be accepted.</returns>
    public async Task<Edited?> FindAsync(LedgerFault fault, CancellationToken cancellation)
    {
        if (fault.Partition == ParameterStore.Partition && ParametersRow.VersionOf(fault.RowKey) is { } version
            && await parameters.ReadAsync(ParameterStore.Partition, fault.RowKey, cancellation) is { } row)
        {
            var document = ParametersRow.Read(version, row.Values).Parameters;
            return new Edited(row, fault with { Detail = $"{fault.Detail} As it is now: {Text(document)}." }, version, document);
        }

        if (fault.RowKey == AuditHead.Key && TableOf(fault.Partition) is { } table)
        {
            var head = await table.ReadAsync(fault.Partition, AuditHead.Key, cancellation) ?? new TableRow(fault.Partition, AuditHead.Key, [], "");
            return new Edited(head, fault, 0, null);
        }

        return fault.Partition == RatesRow.Partition && await RatesAsync(fault, cancellation) is { } edited ? edited : null;
    }

    /// <summary>Why it may not be accepted; null when it may.</summary>
    public async Task<string?> RefuseAsync(Edited edited, IReadOnlyList<RestartRows.OrderWithAttempts> orders, CancellationToken cancellation)
    {
        if (edited.Document is { } document)
        {
            var frozen = orders.Select(each => each.Order).Where(order => order.ParametersVersion == edited.Version).ToList();
            return frozen.Count > 0 && frozen.Max(order => order.RateBps) is var highest && document.RateBps > highest
                ? string.Create(CultureInfo.InvariantCulture, $"It has a rate of {document.RateBps} basis points, and orders have frozen {highest} of it: put back what it was.")
                : null;
        }

        if (edited.IsAuditHead)
            return null;
        var version = RatesRow.Read(edited.Row.Values);
        var day = await rates.ReadAsync(RatesRow.Partition, RatesRow.DayKey(version.Day), cancellation);
        return day?.Values["version"] is int inForce && inForce > version.Version
            ? null
            : $"It is in force: set the rates of {DayText.Of(version.Day)} anew first.";
    }

    /// <summary>Puts accepted parameters in force as a new version. Repeating it changes nothing.</summary>
    public async Task<bool> ApplyAsync(Edited edited, string who, string reason, CancellationToken cancellation)
    {
        if (edited.IsAuditHead)
            return await AcceptAuditsAsync(edited.Row.Partition, edited.Shown, who, reason, cancellation);
        var current = await parameters.ReadAsync(ParameterStore.Partition, ParameterStore.Current, cancellation);
        if (edited.Document is not { } document || current is null || current.Values.Int32("version") != edited.Version)
            return true;
        var before = ParametersRow.Read(edited.Version, edited.Row.Values);
        var next = before.Next(document, time.GetUtcNow(), who, reason);
        return (await parameters.SubmitAsync(ParameterStore.Partition, CurrentRow.Next(current, before, next), cancellation)).Applied;
    }

    /// <summary>What is missing of the audits of rates or of rejected revenue is nowhere else: the chain goes on over those that there are, and says who let it.</summary>
    private async Task<bool> AcceptAuditsAsync(string partition, LedgerFault shown, string who, string reason, CancellationToken cancellation)
    {
        var (table, now) = (TableOf(partition)!, time.GetUtcNow());
        var head = await AuditHead.AcceptedAsync(table, partition, cancellation);
        var audit = new AuditRecord(
            AuditRecord.NewId(now, AuditAction.LedgerRestarted, "audits"), now, who, AuditAction.LedgerRestarted, "audits", reason, null, shown.Told)
        {
            Before = "contradictory",
            After = "accepted as they are",
        };
        return (await table.SubmitAsync(partition, head.Writes([audit]), cancellation)).Applied;
    }

    private ITable? TableOf(string partition) => partition switch
    {
        RatesRow.Partition => rates,
        RejectedKeys.Partition => rejected,
        _ => null,
    };

    private async Task<Edited?> RatesAsync(LedgerFault fault, CancellationToken cancellation)
    {
        await foreach (var page in RowPages.ReadAsync(rates, new TableQuery(RatesRow.Partition, RatesRow.AllVersions, RatesRow.AfterVersions), cancellation))
        {
            foreach (var row in page)
            {
                var version = RatesRow.Read(row.Values);
                if (row.Key == fault.RowKey || AuditRow.Key(ExchangeRates.AuditIdOf(version)) == fault.RowKey)
                    return new Edited(row, fault with { Detail = $"{fault.Detail} As it is now: {row.Values.Text("rates")}." }, version.Version, null);
            }
        }

        return null;
    }

    private static string Text(BusinessParameters document) =>
        string.Join(", ", ParametersReader.Write(document).Select(member => $"{member.Key} {member.Value}"));

    /// <param name="Row">As it is now.</param>
    /// <param name="Shown">The fault with what would be accepted: its hash is to be named.</param>
    /// <param name="Version">Its number.</param>
    /// <param name="Document">Null for exchange rates.</param>
    internal sealed record Edited(TableRow Row, LedgerFault Shown, int Version, BusinessParameters? Document)
    {
        /// <summary>Of a chain of audit rows.</summary>
        public bool IsAuditHead => Row.Key == AuditHead.Key;

        /// <summary>Names the row and all that it says: one that is edited again later is at fault again.</summary>
        public string Evidence => AcceptedRows.Evidence(Row);
    }
}
