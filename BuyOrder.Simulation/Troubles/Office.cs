using System.Numerics;
using System.Text;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Store;
using BuyOrder.Simulation.Auditing;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Orders;

namespace BuyOrder.Simulation.Troubles;

/// <summary>The business around the app: what is sold and given back, and by which parameters it buys.</summary>
internal sealed class Office
{
    public static readonly Price MarketPrice = EngineBench.Parameters.ReferencePrice;
    public static readonly BigInteger MostFeeWei = 100_000_000_000;

    private readonly ParameterStore parameters;
    private readonly ParameterChanges changes;
    private readonly RevenueIntake intake;
    private int messages;
    private readonly Dictionary<int, BusinessParameters> made = [];
    private int version;

    /// <param name="tables">Where parameters and revenue are kept; parameters that are in force there go on.</param>
    /// <param name="time">When something is changed.</param>
    /// <param name="messages">How many messages were sent before: no id is used again.</param>
    /// <param name="options">What the ledger is made with; null for one shard in the usual zone.</param>
    public Office(ITableStore tables, TimeProvider time, int messages = 0, LedgerOptions? options = null)
    {
        this.messages = messages;
        parameters = new ParameterStore(tables, time);
        changes = new ParameterChanges(parameters, new OrderStore(tables));
        var ledger = new RevenueLedger(tables, options ?? new LedgerOptions { ShardCount = 1 }, time);
        intake = new RevenueIntake(
            ledger, new RejectedRevenue(tables, time), new ExchangeRates(tables, time), _ => ValueTask.FromResult(Parameters.Plausibility), time);
        if (tables.Table(ParameterStore.TableName).ReadAsync(ParameterStore.Partition, ParameterStore.Current, CancellationToken.None).GetAwaiter().GetResult() is null)
            return;
        var inForce = parameters.CurrentAsync(CancellationToken.None).GetAwaiter().GetResult();
        (version, Parameters) = (inForce.Version, inForce.Parameters);
        made[version] = Parameters;
    }

    /// <summary>Told of each new total of the revenue.</summary>
    public required Action<Zar> Changed { get; init; }

    public Zar Revenue { get; private set; } = Zar.Zero;

    public BusinessParameters Parameters { get; private set; } = EngineBench.Parameters with
    {
        Maximum = new Zar(20_000_00),
        MaxFeePerGasWei = MostFeeWei,
        Schedule = "0 */20 * * * *",
    };

    public void Sell(Zar amount) => Record("sale", amount, amount);

    public void GiveBack(Zar amount) => Record("refund", amount, Zar.Zero - amount);

    /// <summary>The newest version whose change was answered: from then on no step may rest on an earlier one.</summary>
    public int Answered { get; private set; }

    public BusinessParameters Of(int ofVersion) => made[ofVersion];

    /// <summary>The newest version that is known to be in force.</summary>
    public int Newest => version;

    /// <summary>The first time these are those of the deployment; from then on a version follows the one in force.</summary>
    public void Change(BusinessParameters next)
    {
        if (version == 0)
        {
            parameters.InitialiseAsync(next, CancellationToken.None).GetAwaiter().GetResult();
            (version, Parameters, made[1]) = (1, next, next);
            return;
        }

        var asked = new ParametersChange(version, next, "office", "As it pleases.");
        try
        {
            var result = changes.ChangeAsync(asked, CancellationToken.None).GetAwaiter().GetResult();
            Audit.Demand(result is not ParametersChangeResult.Overtaken, "Another has changed the parameters.");
            Answered = result.InForce.Version;
        }
        catch (LedgerFaultException)
        {
            // Rows are edited just now. Those of the order store: it is in force, and there was no answer. Its own: it is not.
        }

        Look();
    }

    private void Look()
    {
        try
        {
            var inForce = parameters.CurrentAsync(CancellationToken.None).GetAwaiter().GetResult();
            (version, Parameters, made[inForce.Version]) = (inForce.Version, inForce.Parameters, inForce.Parameters);
        }
        catch (LedgerFaultException)
        {
            // What was edited is put back, and nothing was changed meanwhile.
        }
    }

    private void Record(string kind, Zar amount, Zar worth)
    {
        var message = $$"""
            { "id": "{{kind}}-{{++messages}}", "kind": "{{kind}}", "source": "course_sale", "amount": "{{amount}}", "currency": "ZAR",
              "occurredAt": "2026-11-20T10:00:00Z"{{(kind == "refund" ? ", \"refundOf\": \"sale-1\"" : "")}} }
            """;
        var results = intake.RecordAsync([new IncomingRevenue(Encoding.UTF8.GetBytes(message))], CancellationToken.None).GetAwaiter().GetResult();
        Audit.Demand(results[0].Outcome == RecordOutcome.Recorded, $"The {kind} was not recorded: {results[0].Rejection}.");
        Revenue += worth;
        Changed(Revenue);
    }
}
