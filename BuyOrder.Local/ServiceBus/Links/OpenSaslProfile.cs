using Amqp;
using Amqp.Sasl;
using Amqp.Types;

namespace BuyOrder.Local.ServiceBus.Links;

/// <summary>Lets in every client that reaches this port, with any name and password: it listens on this machine only.</summary>
internal sealed class OpenSaslProfile(Symbol mechanism) : SaslProfile(mechanism)
{
    /// <summary>The Azure SDK for .NET takes the first, the one for JavaScript the second.</summary>
    public static readonly IReadOnlyList<Symbol> Mechanisms = [new("MSSBCBS"), new("ANONYMOUS"), new("EXTERNAL")];

    protected override ITransport UpgradeTransport(ITransport transport) => new ClientFirstTransport((IAsyncTransport)transport);

    protected override DescribedList? GetStartCommand(string hostname) => null;

    protected override DescribedList OnCommand(DescribedList command) => command is SaslInit
        ? new SaslOutcome { Code = SaslCode.Ok }
        : throw new AmqpException(ErrorCode.NotAllowed, $"SASL was to begin, not to go on with {command}.");
}
