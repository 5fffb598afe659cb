using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>What is read from a type with <see cref="GenerateSerializerAttribute"/>, by rules under which nothing gets lost in silence.</summary>
/// <param name="Message">The message.</param>
/// <param name="Properties">Its numbered properties by id.</param>
/// <param name="Constructor">How it is made; null if there were faults.</param>
internal sealed record MessageShape(Message Message, IReadOnlyList<(uint Id, PropertyInfo Property)> Properties, MessageConstructor? Constructor)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Reads a type.</summary>
    /// <param name="message">The message.</param>
    /// <param name="path">Where it was met first.</param>
    /// <param name="faults">Takes what is wrong with it.</param>
    public static MessageShape Of(Message message, string path, List<string> faults)
    {
        var type = message.Type;
        var before = faults.Count;
        if (type.IsGenericType)
            faults.Add($"{path}: {type} is generic.");
        if (!type.IsValueType && (!type.IsSealed || type.BaseType != typeof(object)))
            faults.Add($"{path}: {type} must be sealed and have no base class, since no link carries the type of a value.");
        foreach (var field in type.GetFields(Declared).Where(static field => field.IsDefined(typeof(IdAttribute))))
            faults.Add($"{path}.{field.Name} is a field: make it a property.");

        var properties = type.GetProperties(Declared);
        foreach (var property in properties.Where(static property => property.SetMethod is not null && !property.IsDefined(typeof(IdAttribute))))
            faults.Add($"{path}.{property.Name} can be set and has no [Id].");
        var numbered = properties
            .Where(static property => property.IsDefined(typeof(IdAttribute)))
            .Select(static property => (property.GetCustomAttribute<IdAttribute>()!.Id, Property: property))
            .OrderBy(static member => member.Id)
            .ToList();
        foreach (var clash in numbered.GroupBy(static member => member.Id).Where(static group => group.Count() > 1))
            faults.Add($"{path}: {clash.Count()} members of {type} have the id {clash.Key}.");
        foreach (var member in numbered.Where(static member => member.Id > WireLimits.MaxFieldId))
            faults.Add($"{path}.{member.Property.Name} has the id {member.Id}: the highest is {WireLimits.MaxFieldId}.");

        var constructor = MessageConstructor.Find(type, [.. numbered.Select(static member => member.Property)]);
        if (constructor is null)
            faults.Add($"{path}: no constructor of {type} takes only members with an [Id], by their names and types.");
        foreach (var member in constructor?.Unreachable ?? [])
            faults.Add($"{path}.{member.Name} can be set neither by the constructor nor by an initializer.");
        return new MessageShape(message, numbered, faults.Count == before ? constructor : null);
    }
}
