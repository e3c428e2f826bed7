using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace BuyOrder.Local.ServiceBus.Links;

/// <summary>A client's requests to one node, each of which is answered at once.</summary>
internal sealed class RequestLink(ReplyLinks replies, Func<Message, Message> answer) : LinkEndpoint
{
    /// <summary>Requests that a client may have under way.</summary>
    public const int Credit = 100;

    public override void OnFlow(FlowContext flowContext)
    {
    }

    public override void OnDisposition(DispositionContext dispositionContext) => dispositionContext.Complete();

    public override void OnMessage(MessageContext messageContext)
    {
        var request = messageContext.Message;
        var response = answer(request);
        response.Properties = new Properties();
        response.Properties.SetCorrelationId(request.Properties?.GetMessageId());
        var replyTo = request.Properties?.ReplyTo;
        messageContext.Complete();
        replies.Send(replyTo, response);
    }
}

/// <summary>The link that a client's answers go by.</summary>
internal sealed class ReplyLink : LinkEndpoint
{
    public override void OnFlow(FlowContext flowContext)
    {
    }

    public override void OnDisposition(DispositionContext dispositionContext) => dispositionContext.Complete();
}
