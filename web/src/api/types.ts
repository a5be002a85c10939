/** Short names for the schema's types; everything here is generated from the server's OpenAPI schema. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type User = Schemas["User"];
export type Token = Schemas["Token"];
export type ProjectListed = Schemas["ProjectListed"];
export type Project = Schemas["Project"];
export type ObjectClass = Schemas["ObjectClass"];
export type Member = Schemas["Member"];
export type Role = Member["role"];
export type ImagePage = Schemas["ImagePage"];
export type ImageListed = Schemas["ImageListed"];
export type ImageOpened = Schemas["ImageOpened"];
export type ImageState = ImageListed["state"];
export type ImageObject = Schemas["Object"];
export type ObjectState = ImageObject["state"];
export type Mask = NonNullable<ImageObject["mask"]>;
export type Summary = Schemas["Summary"];
export type Job = Schemas["Job"];
export type RoundListed = Schemas["RoundListed"];
export type Round = Schemas["Round"];
export type ReviewItem = Schemas["ReviewItem"];
export type ReviewPage = Schemas["ReviewPage"];
export type Comment = Schemas["Comment"];
export type Progress = Schemas["ProjectProgress"];
export type Tally = Schemas["Tally"];
