/** The part of a picture around an object, with its mask and its box; as large as fits the square it is put into. */
import { useEffect, useRef } from "react";
import { cropUrl } from "../api/review";
import type { MaskJson } from "../editor/mask";
import type { Wanted } from "../saving/entry";
import { placeOn, type Sides } from "./review/crop";
import type { LookOf } from "./review/looks";
import { paintSoon } from "./review/painting";
import "./object-picture.css";

const SIDE = 320; // pixels asked for: twice what is shown, for dense screens

type Props = {
  project: number;
  image: { id: number; blob: string };
  object: Pick<Wanted, "class_id" | "box" | "mask">;
  crop: Sides;
  lookOf: LookOf;
};

export function ObjectPicture({ project, image, object, crop, lookOf }: Props) {
  const mask = object.mask as unknown as MaskJson | null; // the schema cannot say that a rect has four sides
  return (
    <div className="object-picture" style={frameOf(crop)}>
      <img src={cropUrl(project, image, crop, SIDE)} alt="" decoding="async" draggable={false} />
      {mask && <MaskOver mask={mask} crop={crop} look={lookOf(object.class_id)} />}
      <span className="object-picture-box" style={placeOn(object.box as unknown as Sides, crop)} />
    </div>
  );
}

function MaskOver({ mask, crop, look }: { mask: MaskJson; crop: Sides; look: ReturnType<LookOf> }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => (image.current ? paintSoon(image.current, mask, look) : undefined), [mask, look]);
  return <img ref={image} className="object-picture-mask" alt="" draggable={false} style={placeOn(mask.rect, crop)} />;
}

/** The crop as large as fits the square cell, in the middle. */
function frameOf([x0, y0, x1, y1]: Sides) {
  const [width, height] = [x1 - x0, y1 - y0];
  const share = (side: number) => `${((side / Math.max(width, height)) * 100).toFixed(3)}%`;
  return { width: share(width), height: share(height) };
}
