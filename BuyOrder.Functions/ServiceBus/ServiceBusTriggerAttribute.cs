using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

#pragma warning disable IDE0130 // The namespace of the package whose place this takes.
namespace Microsoft.Azure.Functions.Worker;
#pragma warning restore IDE0130

/// <summary>
/// A function is called with the messages of a Service Bus queue. Stands in for the attribute of the extension's package where that cannot be
/// restored: the functions are declared by the same words, and <c>-p:ServiceBusExtension=package</c> takes the package instead.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class ServiceBusTriggerAttribute(string queueName) : TriggerBindingAttribute, ISupportCardinality
{
    public string QueueName { get; } = queueName;

    /// <summary>The setting, or the group of settings, that tells where the namespace is.</summary>
    public string? Connection { get; set; }

    public bool IsSessionsEnabled { get; set; }

    /// <summary>The function takes an array of messages.</summary>
    [DefaultValue(false)]
    public bool IsBatched { get; set; }

    public bool AutoCompleteMessages { get; set; }

    Cardinality ISupportCardinality.Cardinality
    {
        get => IsBatched ? Cardinality.Many : Cardinality.One;
        set => IsBatched = value == Cardinality.Many;
    }
}
